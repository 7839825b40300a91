namespace Downstream.Gateway.Http.Problems;

/// <summary>An error that a client asked for, to see that errors are reported. Its message is told to everybody.</summary>
internal sealed class SentryTestException() : Exception("Sentry test error: thrown on purpose, to see that errors are reported.");
