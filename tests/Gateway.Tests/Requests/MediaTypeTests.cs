using System.Net;
using System.Net.Http.Headers;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Requests;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("text/plain", null, null)]
    [InlineData("application/json; charset=utf-16", null, null)]
    [InlineData(null, null, null)]
    [InlineData("application/json", "gzip", "identity")]
    public async Task A_body_that_is_not_taken_is_answered_with_what_would_be(string? type, string? coding, string? codings)
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var path in new[] { "/v1/download/initiate", "/v1/download/start", "/v1/download/check" })
        {
            var content = new ByteArrayContent("""{"file_id":70000,"file_ids":[70000]}"""u8.ToArray());
            content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
            if (coding is not null)
                content.Headers.ContentEncoding.Add(coding);

            using var response = await gateway.Client.PostAsync(path, content, TestContext.Current.CancellationToken);

            await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
            Assert.Equal("application/json", response.Header("Accept"));
            Assert.Equal(codings, response.Header("Accept-Encoding"));
        }
    }
}
