using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Diagnostics;

public sealed class WelcomeTests
{
    [Fact]
    public async Task The_greeting_is_a_setting()
    {
        await using var gateway = await TestGateway.StartAsync("WELCOME_MESSAGE=Hello <there>!");
        using var response = await gateway.GetAsync("/");
        Assert.Equal("""{"message":"Hello <there>!"}""", await response.TextAsync());
        Assert.Equal("Accept", response.Header("Vary"));
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("text/html", true)]
    [InlineData("text/*", true)]
    [InlineData("text/html;q=0.5, application/json;q=0.4", true)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("application/json, text/html", false)]
    [InlineData("text/html;q=0, */*", false)]
    [InlineData("garbage;;;", false)]
    [InlineData(null, false)]
    public async Task A_page_is_for_those_who_prefer_one(string? accept, bool page)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync("/", accept is null ? [] : [("Accept", accept)]);
        Assert.Equal(page ? "text/html" : "application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(page, response.Header("Content-Security-Policy") is not null);
    }

    [Fact]
    public async Task A_page_makes_the_browser_a_caller_once()
    {
        await using var gateway = await TestGateway.StartAsync("TRUSTED_PROXIES=127.0.0.0/8");
        using var first = await gateway.GetAsync("/", ("Accept", "text/html"));
        var cookie = first.Header("Set-Cookie")!;
        Assert.Matches("^client_id=[0-9a-f]{32}; max-age=31536000; path=/; samesite=lax; httponly$", cookie);

        using var again = await gateway.GetAsync("/", ("Accept", "text/html"), ("Cookie", cookie.Split(';')[0]));
        using var secure = await gateway.GetAsync("/", ("Accept", "text/html"), ("X-Forwarded-Proto", "https"));
        Assert.Null(again.Header("Set-Cookie"));
        Assert.Contains("; secure;", secure.Header("Set-Cookie"));
    }
}
