using System.Diagnostics.CodeAnalysis;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>Something read from a request: either the value, or the problem with it.</summary>
internal readonly struct Parsed<T>
{
    private readonly T? _value;
    private readonly Problem? _problem;

    private Parsed(T? value, Problem? problem)
    {
        _value = value;
        _problem = problem;
    }

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = _problem;
        return problem is null;
    }

    /// <summary>What is read on from the value; the problem where there is one already.</summary>
    public Parsed<TNext> Then<TNext>(Func<T, Parsed<TNext>> next) => TryGet(out var value, out var problem) ? next(value) : problem;

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Problem problem) => new(default, problem);
}
