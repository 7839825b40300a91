using System.Text;
using CsCheck;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Tests.Requests;

public sealed class FileIdsTests
{
    [Theory]
    [InlineData("""{"file_ids":[10000]}""", new[] { 10_000 })]
    [InlineData("""{"file_ids":[100000000, 10000, 100000000]}""", new[] { 100_000_000, 10_000 })]
    [InlineData("""{"other":{"file_ids":1},"file_ids":[70000],"more":null}""", new[] { 70_000 })]
    public void Ids_keep_their_order_and_count_once(string json, int[] ids) => Assert.Equal(ids, Many(json));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[70000]")]
    [InlineData("""{"file_ids":null}""")]
    [InlineData("""{"file_ids":{}}""")]
    [InlineData("""{"file_ids":70000}""")]
    [InlineData("""{"file_ids":[70000],"file_ids":[70000]}""")]
    [InlineData("""{"a":1,"a":1,"file_ids":[70000]}""")]
    [InlineData("""{"file_ids":[70000,]}""")]
    [InlineData("""{"file_ids":[70000]} x""")]
    [InlineData("""{"file_ids":[070000]}""")]
    [InlineData("""{"file_ids":[[70000]]}""")]
    [InlineData("""{"file_ids":[true]}""")]
    [InlineData("""{"file_ids":[-70000]}""")]
    [InlineData("""{"file_ids":[7000000000000000000000]}""")]
    [InlineData("""{"fileIds":[70000]}""")]
    [InlineData("""{"FILE_IDS":[70000]}""")]
    [InlineData("""{/* */"file_ids":[70000]}""")]
    [InlineData("\uFEFF{\"file_ids\":[70000]}")]
    public void Anything_else_is_refused(string json) => Assert.Null(Many(json));

    [Fact]
    public void A_thousand_entries_are_taken_and_one_more_is_not_even_if_all_are_the_same()
    {
        Assert.Equal(new[] { 70_000 }, Many(List(1000)));
        Assert.Null(Many(List(1001)));

        static string List(int count) => $$"""{"file_ids":[{{string.Join(',', Enumerable.Repeat("70000", count))}}]}""";
    }

    [Fact]
    public void A_depth_bomb_is_refused() =>
        Assert.Null(Many($$"""{"x":{{new string('[', 100_000)}}{{new string(']', 100_000)}},"file_ids":[70000]}"""));

    [Fact]
    public void A_list_of_wrong_entries_names_no_more_than_a_few()
    {
        var json = $$"""{"file_ids":[{{string.Join(',', Enumerable.Repeat("1", 1000))}}]}""";
        Assert.False(FileIds.ParseMany(Encoding.UTF8.GetBytes(json)).TryGet(out _, out var problem));
        Assert.Equal(20, problem!.Errors!.Count);
    }

    [Fact]
    public void What_is_written_is_read() => Gen.Int[10_000, 100_000_000].Array[1, 1000].Sample(ids =>
        Assert.Equal(ids.Distinct(), Many($$"""{"file_ids":[{{string.Join(" , ", ids)}}]}""")));

    [Fact]
    public void No_bytes_make_it_throw() => Gen.Byte.Array.Sample(bytes =>
    {
        FileIds.ParseMany(bytes).TryGet(out _, out _);
        FileIds.ParseOne(bytes).TryGet(out _, out _);
    });

    [Fact]
    public void No_bytes_in_names_and_texts_make_it_throw() => Gen.Select(Gen.Byte.Array, Gen.Byte.Array).Sample((name, value) =>
    {
        byte[] json = [.. "{\""u8, .. name, .. "\":\""u8, .. value, .. "\",\"file_ids\":[70000]}"u8];
        FileIds.ParseMany(json).TryGet(out _, out _);
    });

    private static int[]? Many(string json) => FileIds.ParseMany(Encoding.UTF8.GetBytes(json)).TryGet(out var ids, out _) ? ids : null;
}
