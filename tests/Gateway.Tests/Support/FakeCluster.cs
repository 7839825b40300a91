using System.Collections.Concurrent;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Health;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Downstream.Gateway.Tests.Support;

/// <summary>Grains that answer what a test tells them to, behind the factory that the gateway calls.</summary>
internal sealed class FakeCluster(TimeProvider time) : IGrainFactory
{
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeProvider Time { get; } = time;

    public ConcurrentDictionary<Guid, FakeJobGrain> Jobs { get; } = [];

    public ConcurrentDictionary<string, FakeCallerJobsGrain> Clients { get; } = [];

    public FakeFileGrain Files { get; } = new();

    public FakeStorageProbeGrain Storage { get; } = new();

    public ConcurrentDictionary<string, FakeAddressGrain> Addresses { get; } = [];

    /// <summary>What comes of a look at the store of the grains' state.</summary>
    public Func<HealthCheckResult> State { get; set; } = () => HealthCheckResult.Healthy();

    /// <summary>What every call fails with.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What happens while a job is submitted.</summary>
    public Action Submitting { get; set; } = () => { };

    /// <summary>What becomes of a job once it is watched; null when it is gone then. By default it stays as it is.</summary>
    public Func<JobView, JobView?> Watching { get; set; } = job => job;

    /// <summary>The grains of jobs, where a test scripts them.</summary>
    public Func<Guid, IJobGrain>? ScriptedJobs { get; set; }

    /// <summary>The grains of callers' jobs, where a test scripts them.</summary>
    public Func<string, ICallerJobsGrain>? ScriptedClients { get; set; }

    public FakeJobGrain Job(Guid id) => Jobs.GetOrAdd(id, key => new FakeJobGrain(this, key));

    public FakeCallerJobsGrain Client(string name) => Clients.GetOrAdd(name, _ => new FakeCallerJobsGrain());

    /// <summary>Completes once a job is watched: whoever waits for it has begun to.</summary>
    public Task WatchedAsync() => _watched.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void NoteWatch() => _watched.TrySetResult();

    /// <summary>A job that is there already.</summary>
    public FakeJobGrain Put(JobView view)
    {
        var job = Job(view.JobId);
        job.View = view;
        return job;
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => (TGrainInterface)Answering(ScriptedJobs?.Invoke(primaryKey) ?? Job(primaryKey));

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
            : ScriptedClients?.Invoke(primaryKey) ?? Client(primaryKey);
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

    private T Answering<T>(T grain) => Failure is { } failure ? throw failure : grain;
}
