using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Downstream.Grains.Archives;
using Downstream.Grains.Storage;
using Downstream.Grains.Tests.Storage;
using Microsoft.AspNetCore.Http;

namespace Downstream.Grains.Tests.Archives;

/// <summary>An archive of a bucket's files, whose bucket is away while it is written.</summary>
public sealed class ArchiveOutageTests : IAsyncLifetime
{
    private const int Size = 9_000_000;

    /// <summary>More than the tries that a client makes by itself.</summary>
    private const int Refusals = 4;

    private ScriptedBucket _bucket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bucket = await ScriptedBucket.StartAsync(Cancellation);

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task It_goes_on_where_it_was(string refused)
    {
        var contents = new[] { 7, 14 }.ToDictionary(fileId => fileId, _ => RandomNumberGenerator.GetBytes(Size));
        foreach (var (fileId, content) in contents)
            _bucket.Objects[ObjectKeys.File(fileId)] = new ScriptedBucket.Stored(content, null);

        var (reads, refusals) = (new ConcurrentQueue<string>(), Refusals);
        _bucket.Instead = request =>
        {
            if (HttpMethods.IsGet(request.Method) && !ScriptedBucket.IsList(request))
                reads.Enqueue(request.Path);

            // A part in the middle, or the joining of all.
            var isMet = request.Method == refused && request.Query.ContainsKey("uploadId") && (refused == "POST" || request.Query["partNumber"] == "2");
            return isMet && refusals-- > 0 ? (503, string.Empty) : null;
        };
        using var store = _bucket.NewStore(new HastyClock(longest: TimeSpan.FromSeconds(20)));
        using var writer = new ArchiveWriter(store);
        var jobId = Guid.CreateVersion7();

        await writer.WriteAsync(jobId, [.. contents.Select(one => new ArchiveSource(one.Key, Size, Crc32.HashToUInt32(one.Value)))], Cancellation);

        Assert.Equal(2, reads.Count);
        using var zip = new ZipArchive(new MemoryStream(_bucket.Objects[ObjectKeys.Archive(jobId)].Bytes));
        Assert.Equal(contents.Values.Select(content => Crc32.HashToUInt32(content)), zip.Entries.Select(entry => entry.Crc32));
    }
}
