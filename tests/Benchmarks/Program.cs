using Downstream.Benchmarks;
using Downstream.Benchmarks.Bare;
using Downstream.Benchmarks.Report;
using Downstream.Benchmarks.Runs;

if (args is ["--bare", .. var bare])
    return await BareServer.RunAsync(bare);

if (BenchmarkOptions.Parse(args, Suite.All.Keys) is not { } options)
{
    await Console.Error.WriteLineAsync($"usage: [--quick] [{string.Join('|', Suite.All.Keys)} ...]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var table = new ResultTable();
foreach (var name in options.Names)
{
    await Console.Error.WriteLineAsync($"{name} ...");
    using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
    limit.CancelAfter(options.Limit);
    try
    {
        await Suite.All[name](options, table, limit.Token);
    }
    catch (Exception failure)
    {
        // What was measured before is still worth printing.
        await Console.Error.WriteLineAsync(failure.ToString());
        table.Failed(name, failure);
    }
}

table.Print(Console.Out, options);
return table.HasFailures ? 1 : 0;
