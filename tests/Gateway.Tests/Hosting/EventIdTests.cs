using System.Reflection;
using Downstream.Gateway.Hosting;
using Downstream.Grains;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class EventIdTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void An_event_id_of_a_log_line_stands_for_one_event()
    {
        var events = new[] { typeof(GatewayOptions), typeof(GrainServices), typeof(Settings) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(All))
            .Select(method => (Method: $"{method.DeclaringType!.FullName}.{method.Name}", Event: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(told => told.Event is not null)
            .ToList();

        Assert.True(events.Count > 40);
        Assert.Empty(events.GroupBy(told => told.Event).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(told => told.Method))}"));
    }
}
