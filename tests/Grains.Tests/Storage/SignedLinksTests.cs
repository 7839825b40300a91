using System.Web;
using Downstream.Grains.Storage.Disk;

namespace Downstream.Grains.Tests.Storage;

public sealed class SignedLinksTests
{
    private const string Key = "downloads/70000.zip";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SignedLinks _links = new(new byte[32]);

    [Fact]
    public void A_link_is_valid_until_it_expires()
    {
        var (expires, name, signature) = Parse(_links.Create(Key, "a b & ü.zip", Now.AddSeconds(60)));

        Assert.True(_links.TryValidate(Key, expires, name, signature, Now.AddSeconds(59.9), out var fileName));
        Assert.Equal("a b & ü.zip", fileName);
        Assert.False(_links.TryValidate(Key, expires, name, signature, Now.AddSeconds(60), out _));
    }

    [Fact]
    public void No_part_of_a_link_can_be_changed()
    {
        var (expires, name, signature) = Parse(_links.Create(Key, "70000.zip", Now.AddSeconds(60)));

        Assert.False(_links.TryValidate("downloads/70001.zip", expires, name, signature, Now, out _));
        Assert.False(_links.TryValidate(Key, $"{long.Parse(expires) + 1}", name, signature, Now, out _));
        Assert.False(_links.TryValidate(Key, expires, "other.zip", signature, Now, out _));
        Assert.False(_links.TryValidate(Key, expires, name, (signature[0] == 'A' ? "B" : "A") + signature[1..], Now, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void A_malformed_signature_is_refused(string? given)
    {
        var (expires, name, _) = Parse(_links.Create(Key, "70000.zip", Now.AddSeconds(60)));

        Assert.False(_links.TryValidate(Key, expires, name, given, Now, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("99999999999999999999999")]
    public void A_malformed_expiry_is_refused(string? given)
    {
        var (_, name, signature) = Parse(_links.Create(Key, "70000.zip", Now.AddSeconds(60)));

        Assert.False(_links.TryValidate(Key, given, name, signature, Now, out _));
    }

    [Fact]
    public void Another_key_makes_another_signature()
    {
        var (expires, name, signature) = Parse(new SignedLinks(new byte[] { 1, 2, 3 }).Create(Key, "70000.zip", Now.AddSeconds(60)));

        Assert.False(_links.TryValidate(Key, expires, name, signature, Now, out _));
    }

    [Fact]
    public async Task Processes_that_start_together_share_one_private_key()
    {
        using var folder = new TemporaryFolder();

        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => LinkSigningKey.Load(folder.Path))));

        Assert.All(keys, key => Assert.Equal(keys[0], key));
        var file = Assert.Single(Directory.EnumerateFiles(folder.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_key_that_a_crash_cut_short_is_made_again()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "link-signing.key"), [1, 2, 3], TestContext.Current.CancellationToken);

        var key = LinkSigningKey.Load(folder.Path);

        Assert.Equal(32, key.Length);
        Assert.Equal(key, LinkSigningKey.Load(folder.Path));
    }

    private static (string Expires, string Name, string Signature) Parse(string link)
    {
        Assert.StartsWith($"/v1/objects/{Key}?", link, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(link[link.IndexOf('?', StringComparison.Ordinal)..]);
        return (query["expires"]!, query["name"]!, query["signature"]!);
    }
}
