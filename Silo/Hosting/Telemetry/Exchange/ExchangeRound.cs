namespace Downstream.Silo.Hosting.Telemetry.Exchange;

/// <summary>What came of a question to all the others.</summary>
/// <param name="Answers">What they said.</param>
/// <param name="Unanswered">How many of those that listen did not answer in time; null where none could be asked.</param>
internal sealed record ExchangeRound(IReadOnlyList<ExchangeAnswer> Answers, int? Unanswered)
{
    public static readonly ExchangeRound NobodyElse = new([], 0);

    public static readonly ExchangeRound NotAsked = new([], null);
}
