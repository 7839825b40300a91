using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Testing.Streams;

namespace Downstream.Gateway.Tests.Events.AllJobs;

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

    public static string Named(StreamEvent? item) => $"{item!.Type} of {Convert.ToInt64(item.Json.GetProperty("jobId").GetString()![^12..], 16)}";

    public static string Fact(StreamEvent item) => item.Type == "file" ? $"{Named(item)}: {item.Json.GetProperty("file_id")}" : Named(item);
}
