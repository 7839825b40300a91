using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Downstream.Testing;

/// <summary>Keeps every line that is logged, with the job that its scopes name.</summary>
public sealed class ScopedLogs : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ConcurrentQueue<ScopedLine> Lines { get; } = [];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private static void Take(object? scope, List<Guid> jobs)
    {
        if (scope is IEnumerable<KeyValuePair<string, object?>> fields)
            jobs.AddRange(fields.Where(field => field.Key == "JobId").Select(field => field.Value).OfType<Guid>());
    }

    private sealed class Recorder(ScopedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var jobs = new List<Guid>();
            logs._scopes?.ForEachScope(Take, jobs);
            logs.Lines.Enqueue(new ScopedLine(logLevel, category, eventId.Id, formatter(state, exception), jobs.Count > 0 ? jobs[^1] : null));
        }
    }
}

/// <summary>A line that was logged.</summary>
public sealed record ScopedLine(LogLevel Level, string Category, int EventId, string Text, Guid? JobId);
