using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class JobFilesTests : IAsyncLifetime
{
    private const string Path = $"/v1/download/{Samples.Id}/files";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync();
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing)).FileViews =
        [
            new JobFileView { FileId = 70000, Status = FileStatus.Ready, Progress = 1000, Size = 12, Attempts = 1, EventId = 3 },
            new JobFileView { FileId = 70001, Status = FileStatus.Failed, Progress = 0, Attempts = 5, Error = FileErrors.NotFound, EventId = 4 },
            new JobFileView { FileId = 70002, Status = FileStatus.Processing, Progress = 255, Attempts = 1 },
        ];
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_files_are_listed_whole()
    {
        using var response = await _gateway.GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"items":[{"file_id":70000,"status":"ready","progress":100,"size":12,"attempts":1,"error":null,"eventId":3},{"file_id":70001,"status":"failed","progress":0,"size":null,"attempts":5,"error":"file_not_found","eventId":4},{"file_id":70002,"status":"processing","progress":25.5,"size":null,"attempts":1,"error":null,"eventId":null}],"next":null}""",
            await response.TextAsync());
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_cursor()
    {
        List<int> seen = [];
        string? next = null;
        do
        {
            using var response = await _gateway.GetAsync($"{Path}?limit=2&cursor={next}");
            var page = await response.JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("file_id").GetInt32()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal([70000, 70001, 70002], seen);
    }

    [Fact]
    public async Task Only_the_files_in_a_state_are_listed()
    {
        using var response = await _gateway.GetAsync($"{Path}?status=failed");
        var items = (await response.JsonAsync()).GetProperty("items");
        Assert.Equal(70001, Assert.Single(items.EnumerateArray()).GetProperty("file_id").GetInt32());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=%2B5", "limit")]
    [InlineData("limit=1e2", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("status=done", "status")]
    [InlineData("status=READY", "status")]
    [InlineData("status=0", "status")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAA", "cursor")]
    public async Task A_wrong_query_is_refused(string query, string field)
    {
        using var response = await _gateway.GetAsync($"{Path}?{query}");
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_cursor_does_not_fit_another_filter()
    {
        using var response = await _gateway.GetAsync($"{Path}?limit=1");
        var next = (await response.JsonAsync()).GetProperty("next").GetString();
        using var other = await _gateway.GetAsync($"{Path}?limit=1&status=ready&cursor={next}");
        await other.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }
}
