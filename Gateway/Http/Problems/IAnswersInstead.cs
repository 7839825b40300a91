namespace Downstream.Gateway.Http.Problems;

/// <summary>
/// Metadata of an endpoint some of whose clients cannot do anything with a problem document. It is asked about every
/// refusal, wherever that comes from: in front of the endpoint, in it, or out of an exception.
/// </summary>
internal interface IAnswersInstead
{
    /// <summary>What the client is answered in place of the problem; null for the problem itself.</summary>
    IResult? Instead(Problem problem, HttpContext context);
}
