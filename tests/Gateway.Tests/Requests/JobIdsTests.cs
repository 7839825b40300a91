using CsCheck;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Requests;

public sealed class JobIdsTests
{
    [Fact]
    public void Version_5_is_that_of_RFC_9562() => Assert.Equal(
        new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        JobIds.Version5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    [Fact]
    public void A_key_names_the_same_job_for_whoever_knows_the_secret() =>
        Assert.Equal(JobIds.FromKey(TestGateway.Secret, "ann", "order-1"), JobIds.FromKey([.. TestGateway.Secret], "ann", "order-1"));

    [Fact]
    public void Without_the_secret_nobody_computes_a_job_s_name() => Gen.Byte.Array[32].Sample(guess =>
        guess.SequenceEqual(TestGateway.Secret) || JobIds.FromKey(guess, "ann", "order-1") != JobIds.FromKey(TestGateway.Secret, "ann", "order-1"));

    [Fact]
    public void No_two_pairs_of_caller_and_key_name_one_job() =>
        Gen.Select(Name, Name, Name, Name).Sample((caller, key, otherCaller, otherKey) =>
            (caller == otherCaller && key == otherKey) == (JobIds.FromKey(TestGateway.Secret, caller, key) == JobIds.FromKey(TestGateway.Secret, otherCaller, otherKey)));

    [Fact]
    public void A_written_id_is_read() => Gen.Guid.Sample(id =>
        JobIds.ParsePath(id.ToString("D")).TryGet(out var read, out _) && read == id
        && !JobIds.ParsePath(id.ToString("N")).TryGet(out _, out _)
        && !JobIds.ParsePath(id.ToString("B")).TryGet(out _, out _));

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[0, 40].Sample(text => JobIds.ParsePath(text).TryGet(out _, out _) == Guid.TryParseExact(text, "D", out _));

    [Fact]
    public void The_order_of_the_files_and_the_endpoint_are_part_of_the_fingerprint()
    {
        string[] prints = [JobIds.Fingerprint("initiate", [1, 2]), JobIds.Fingerprint("initiate", [2, 1]), JobIds.Fingerprint("start", [1, 2]), JobIds.Fingerprint("initiate", [12])];
        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], JobIds.Fingerprint("initiate", [1, 2]));
    }

    private static Gen<string> Name => Gen.Char["ab"].Array[1, 3].Select(chars => new string(chars));
}
