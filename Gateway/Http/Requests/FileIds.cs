using System.Text.Json;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>Reads file ids: integers from 10,000 to 100,000,000, in any way that JSON allows to write them (<c>70000.0</c>, <c>7e4</c>).</summary>
internal static class FileIds
{
    public const int Min = 10_000;
    public const int Max = 100_000_000;
    public const int MaxCount = 1000;

    public const string OneField = "file_id";
    public const string ManyField = "file_ids";
    public const string CallbackField = "callbackUrl";

    private const int MaxErrors = 20;
    private const string NotInteger = "must be an integer";
    private const string OutOfRange = "must be from 10000 to 100000000";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The id in <c>{"file_id":70000}</c>.</summary>
    public static Parsed<int> ParseOne(ReadOnlyMemory<byte> json) => Parse<int>(json, OneField, value =>
        ErrorIn(value, out var id) is { } error ? Problem.Invalid(OneField, error) : id);

    /// <summary>The ids in <c>{"file_ids":[70000,…]}</c>: 1 to 1000 as written, repeated ones once, in the order given.</summary>
    public static Parsed<int[]> ParseMany(ReadOnlyMemory<byte> json) => Parse(json, ManyField, Many);

    /// <summary>An id in a path.</summary>
    public static Parsed<int> ParsePath(string text)
    {
        var isPlain = text is { Length: > 0 and <= 9 } && text.All(char.IsAsciiDigit);
        return isPlain && int.Parse(text) is >= Min and <= Max and var id
            ? id
            : Problem.Invalid("fileId", "must be an integer from 10000 to 100000000");
    }

    private static Parsed<T> Parse<T>(ReadOnlyMemory<byte> json, string field, Func<JsonElement, Parsed<T>> parse)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return new Problem(ProblemCode.InvalidRequest, "The request body must be a JSON object.");

            if (root.TryGetProperty(CallbackField, out var callback) && callback.ValueKind != JsonValueKind.Null)
                return new Problem(ProblemCode.CallbacksDisabled);

            return root.TryGetProperty(field, out var value) ? parse(value) : Problem.Invalid(field, "is required");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second one stands for text that is not UTF-8, which only shows when a name is compared.
            return new Problem(ProblemCode.InvalidRequest, "The request body is not valid JSON.");
        }
    }

    private static Parsed<int[]> Many(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return Problem.Invalid(ManyField, "must be a list of integers");
        if (list.GetArrayLength() is 0 or > MaxCount)
            return Problem.Invalid(ManyField, "must have 1 to 1000 entries");

        var ids = new OrderedDictionary<int, bool>();
        var errors = new Dictionary<string, string[]>();
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (ErrorIn(entry, out var id) is not { } error)
                ids.TryAdd(id, true);
            else if (errors.Count < MaxErrors)
                errors.Add($"{ManyField}[{index}]", [error]);
            index++;
        }

        return errors.Count > 0
            ? new Problem(ProblemCode.InvalidRequest, "Every file id must be an integer from 10000 to 100000000.") { Errors = errors }
            : ids.Keys.ToArray();
    }

    private static string? ErrorIn(JsonElement value, out int id)
    {
        id = 0;
        if (value.ValueKind != JsonValueKind.Number)
            return NotInteger;
        if (!value.TryGetDecimal(out var number))
            return OutOfRange;
        if (!decimal.IsInteger(number))
            return NotInteger;
        if (number is < Min or > Max)
            return OutOfRange;

        id = (int)number;
        return null;
    }
}
