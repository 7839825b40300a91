using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;

namespace Downstream.Benchmarks.Bare;

/// <summary>
/// What Kestrel alone can do here: answers of a given size, one write to Redis per request, and a loop that writes the
/// same bytes to every open stream. No routing, no logging, no rules.
/// </summary>
internal static class BareServer
{
    public const string AnswerPath = "/answer";
    public const string StorePath = "/store";
    public const string EventsPath = "/events";

    /// <param name="arguments">
    /// The port, the bytes of an answer's body, the port of the Redis server or 0, the milliseconds between two events
    /// (0: one after the other without a pause, negative: none), the bytes of an event.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var numbers = arguments.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        var answer = new byte[numbers[1]];
        Array.Fill(answer, (byte)'x');
        await using var redis = numbers[2] > 0 ? await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{numbers[2]}") : null;
        var events = new BareEvents(TimeProvider.System, numbers[3], numbers[4]);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, numbers[0]));
        await using var app = builder.Build();
        app.Run(context => context.Request.Path.Value switch
        {
            EventsPath => events.ServeAsync(context),
            StorePath => StoreAsync(context, redis!.GetDatabase(), answer),
            _ => AnswerAsync(context, answer),
        });
        _ = Task.Run(() => events.RunAsync(app.Lifetime.ApplicationStopping));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer);
    }

    private static async Task StoreAsync(HttpContext context, IDatabase database, byte[] answer)
    {
        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body);
        await database.StringSetAsync(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(), answer);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await AnswerAsync(context, answer);
    }
}
