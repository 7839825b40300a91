using System.Collections.Concurrent;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Health;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>Grains that answer what a test tells them to, behind the factory that the gateway calls.</summary>
internal sealed class ScriptedCluster(TimeProvider time) : IGrainFactory
{
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _named;

    public TimeProvider Time { get; } = time;

    /// <summary>Every job that the test or the gateway has named, whether it exists or not.</summary>
    public ConcurrentDictionary<Guid, ScriptedJob> Jobs { get; } = [];

    public ConcurrentDictionary<string, ScriptedCallerJobs> Callers { get; } = [];

    public FakeFileGrain Files { get; } = new();

    public FakeStorageProbeGrain Storage { get; } = new();

    public ConcurrentDictionary<string, FakeAddressGrain> Addresses { get; } = [];

    /// <summary>What comes of a look at the store of the grains' state.</summary>
    public Func<HealthCheckResult> State { get; set; } = () => HealthCheckResult.Healthy();

    /// <summary>What every call fails with.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What happens while a job is submitted.</summary>
    public Action WhenSubmitted { get; set; } = () => { };

    /// <summary>What happens to a job once it is watched.</summary>
    public Action<ScriptedJob> WhenWatched { get; set; } = _ => { };

    public ScriptedJob Job(Guid id) => Jobs.GetOrAdd(id, key => new ScriptedJob(key, this));

    /// <summary>One more job, which runs.</summary>
    public ScriptedJob Existing(int totalFiles = 10) => Existing(Samples.Running(NextId(), totalFiles));

    /// <summary>A job that is there already, and is so.</summary>
    public ScriptedJob Existing(JobView view)
    {
        var job = Job(view.JobId);
        job.View = view;
        return job;
    }

    /// <summary>One more id that is no job's.</summary>
    public ScriptedJob Missing() => Job(NextId());

    public ScriptedCallerJobs Caller(string name) => Callers.GetOrAdd(name, _ => new ScriptedCallerJobs());

    /// <summary>Completes once a job is watched: whoever waits for it has begun to.</summary>
    public Task WatchedAsync() => _watched.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

    public void Watched(ScriptedJob job)
    {
        WhenWatched(job);
        _watched.TrySetResult();
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => (TGrainInterface)Answering(Job(primaryKey).Grain);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey
    {
        IGrainWithIntegerKey grain = typeof(TGrainInterface) == typeof(IStorageProbeGrain) ? Storage : Files.Asked((int)primaryKey);
        return (TGrainInterface)Answering(grain);
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        IGrainWithStringKey grain = typeof(TGrainInterface) == typeof(IAddressGrain)
            ? Addresses.GetOrAdd(primaryKey, _ => new FakeAddressGrain())
            : Caller(primaryKey);
        return (TGrainInterface)Answering(grain);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();

    /// <summary>They count up, so that tests can tell the jobs apart in what they read.</summary>
    private Guid NextId() => new($"00000000-0000-7000-8000-{Interlocked.Increment(ref _named):x12}");

    private T Answering<T>(T grain) => Failure is { } failure ? throw failure : grain;
}
