using System.Diagnostics;
using System.Globalization;

namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>Takes every error that is logged into the <see cref="ErrorLog"/>, with what its entry and its scopes say of it.</summary>
[ProviderAlias("Errors")]
internal sealed class ErrorLogProvider(ErrorLog errors, ServiceInstance instance, ErrorReporter reporter) : ILoggerProvider, ISupportExternalScope
{
    private const int MostCharacters = 300;

    private readonly ErrorLog _errors = errors;
    private readonly ErrorReporter _reporter = reporter;
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new ErrorLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    /// <summary>The names that log messages give to what an error can be looked up by.</summary>
    private LoggedError Describe(string category, LogLevel level, object? state, Exception? exception, string text)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        _scopes?.ForEachScope(static (scope, fields) => Take(scope, fields), fields);

        // The server's own, of which no client was told.
        fields.Remove("RequestId");
        Take(state, fields);
        return new LoggedError
        {
            Id = 0,
            LastId = 0,
            Time = default,
            LastTime = default,
            Count = 0,
            Level = level == LogLevel.Critical ? "critical" : "error",
            Source = SourceOf(category),
            Instance = instance.Id,
            Type = exception?.GetType().FullName ?? category,
            Message = Shortened(ErrorReporter.WithoutQueries(exception?.Message ?? text)),
            Code = Text("Code"),
            Method = Text("Method"),
            Route = Text("Route"),
            Status = fields.GetValueOrDefault("Status") as int?,
            RequestId = Text("RequestId"),
            TraceId = Activity.Current?.TraceId.ToHexString(),
            JobId = Text("JobId"),
            FileId = fields.GetValueOrDefault("FileId") as int?,
        };

        string? Text(string name) => Convert.ToString(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture) is { Length: > 0 } value ? value : null;
    }

    private static void Take(object? values, Dictionary<string, object?> fields)
    {
        if (values is not IEnumerable<KeyValuePair<string, object?>> named)
            return;

        foreach (var (name, value) in named)
            fields[name] = value;
    }

    /// <summary>One process may be both: then the grains are the silo.</summary>
    private string SourceOf(string category) =>
        instance.Service.EndsWith("silo", StringComparison.Ordinal) || category.StartsWith("Downstream.Grains.", StringComparison.Ordinal) ? "silo" : "gateway";

    private static string Shortened(string text) => text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters - 1), "…");

    private sealed class ErrorLogger(ErrorLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;

            var text = formatter(state, exception);
            var error = provider.Describe(category, logLevel, state, exception, text);
            provider._errors.Add(error, () => provider._reporter.Report(error, category, exception, text));
        }
    }

}
