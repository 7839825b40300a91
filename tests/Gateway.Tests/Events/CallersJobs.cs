using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;

namespace Downstream.Gateway.Tests.Events;

/// <summary>What a test does with the jobs of one caller, and how it names what it reads.</summary>
internal static class CallersJobs
{
    public const string Caller = "anonymous";

    public static ScriptedJob Add(TestGateway gateway, ScriptedCallerJobs list)
    {
        var job = gateway.Cluster.Existing();
        list.Add(job);
        return job;
    }

    public static void End(ScriptedCallerJobs list, ScriptedJob job)
    {
        job.End();
        list.Note(job);
    }

    public static async Task<List<Event>> TakeAsync(EventReader reader, int count)
    {
        var events = new List<Event>();
        while (events.Count < count)
            events.Add((await reader.NextDurableAsync())!);

        return events;
    }

    public static string Named(Event? item) => $"{item!.Name} of {Convert.ToInt64(item.Data.GetProperty("jobId").GetString()![^12..], 16)}";

    public static string Fact(Event item) => item.Name == "file" ? $"{Named(item)}: {item.Data.GetProperty("file_id")}" : Named(item);
}
