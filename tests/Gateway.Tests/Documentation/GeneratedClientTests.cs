using System.Diagnostics;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Gateway.Tests.Documentation;

public sealed class GeneratedClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_generated_client_uses_every_operation_and_event()
    {
        var node = await NodePackages.RequireAsync(TestContext.Current.CancellationToken);
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var response = await gateway.GetAsync("/openapi");
        using var folder = new TempFolder();
        var document = Path.Combine(folder.Path, "openapi.json");
        await File.WriteAllTextAsync(document, await response.TextAsync(), TestContext.Current.CancellationToken);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var compiler = Process.Start(NodePackages.Script(node, "client-check.mjs", document))!;
        try
        {
            var output = compiler.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = compiler.StandardError.ReadToEndAsync(limit.Token);
            await compiler.WaitForExitAsync(limit.Token);
            Assert.Equal((0, string.Empty), (compiler.ExitCode, await output + await errors));
        }
        finally
        {
            compiler.Kill(entireProcessTree: true);
        }
    }
}
