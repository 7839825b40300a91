using Orleans.Configuration;

namespace Downstream.Silo.Hosting;

/// <summary>Fast failover: a dead member is noticed within about two seconds, and its votes need one other member.</summary>
internal static class MembershipTuning
{
    /// <summary>How long a call to a grain may take. Nothing holds one open longer: waits go through streams.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromMilliseconds(800);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);

        // Who starts waits for those who were alive this lately, though all of them crashed and come back elsewhere.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(4);
        options.NumMissedTableIAmAliveLimit = 3;
        options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }
}
