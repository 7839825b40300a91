using CsCheck;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Tests.Requests;

public sealed class CursorTests
{
    [Fact]
    public void A_written_cursor_is_read_for_its_own_list_only() => Gen.Long[0, long.MaxValue].Sample(position =>
    {
        var cursor = Cursor.Write("jobs ann", position);
        Assert.True(Cursor.Parse("jobs ann", cursor).TryGet(out var read, out _));
        Assert.Equal(position, read);
        Assert.False(Cursor.Parse("jobs bob", cursor).TryGet(out _, out _));
    });

    [Fact]
    public void A_changed_cursor_is_refused() => Gen.Select(Gen.Long[0, 1_000_000], Gen.Int[0, 15], Gen.Char["abcXYZ019-_=%"]).Sample((position, at, c) =>
    {
        var cursor = Cursor.Write("jobs ann", position);
        var changed = cursor[..at] + c + cursor[(at + 1)..];
        Assert.Equal(changed == cursor, Cursor.Parse("jobs ann", changed).TryGet(out _, out _));
    });

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => !Cursor.Parse("jobs ann", text).TryGet(out _, out _));

    [Fact]
    public void No_cursor_is_the_beginning()
    {
        Assert.True(Cursor.Parse("jobs ann", null).TryGet(out var position, out _));
        Assert.Null(position);
    }
}
