using System.Collections.Concurrent;
using System.Text.Json;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Pace;
using Downstream.Silo.Hosting.Telemetry.Performance;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting.Telemetry.Exchange;

/// <summary>
/// Lets a process of the cluster ask all the others for their errors and figures, over Redis' channels: nothing is stored, and
/// nothing is sent while nobody looks. Who does not answer in time is left out, and counted: it may be frozen.
/// </summary>
internal sealed partial class DiagnosticsExchange : BackgroundService
{
    private const int MostQuestions = 8;
    private const int MostAnswers = 64;
    private const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Question> _questions = new();
    private readonly RedisConnection _redis;
    private readonly ErrorLog _errors;
    private readonly PerformanceMeter _meter;
    private readonly ServiceInstance _instance;
    private readonly TimeProvider _time;
    private readonly ILogger<DiagnosticsExchange> _logger;
    private readonly RedisChannel _ask;
    private readonly RedisChannel _own;
    private volatile ISubscriber? _channels;

    public DiagnosticsExchange(
        RedisConnection redis,
        ErrorLog errors,
        PerformanceMeter meter,
        ServiceInstance instance,
        ClusterName cluster,
        TimeProvider time,
        ILogger<DiagnosticsExchange> logger)
    {
        (_redis, _errors, _meter, _instance, _time, _logger) = (redis, errors, meter, instance, time, logger);
        _ask = RedisChannel.Literal($"downstream/diagnostics/{cluster.Id}");
        _own = RedisChannel.Literal($"downstream/diagnostics/{cluster.Id}/{Guid.CreateVersion7(time.GetUtcNow()):N}");
    }

    /// <summary>What the others answer within a second.</summary>
    /// <param name="errorsAfter">Asks for the errors after an id; null for none.</param>
    /// <param name="slots">Asks for the figures of so many slots; 0 for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExchangeRound> AskAsync(long? errorsAfter, int slots, CancellationToken cancellationToken)
    {
        if (_channels is not { } channels || _questions.Count >= MostQuestions)
            return ExchangeRound.NotAsked;

        var question = new ExchangeQuestion(Guid.CreateVersion7(_time.GetUtcNow()), _own.ToString(), errorsAfter, slots);
        var answers = new Question();
        _questions[question.Id] = answers;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var text = JsonSerializer.Serialize(question, ExchangeJson.Default.ExchangeQuestion);
            var asked = await RedisCalls.AskAsync(() => channels.PublishAsync(_ask, text)).WaitAsync(limit.Token);

            // This process hears its own question too, and leaves it alone.
            answers.Expect((int)Math.Min(asked - 1, MostAnswers));
            await answers.Whole.WaitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogIncomplete(exception.GetType().Name);
        }
        finally
        {
            _questions.TryRemove(question.Id, out _);
        }

        return answers.Round;
    }

    /// <summary>Subscribes once; the connection subscribes again by itself when it comes back.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new Retries(_time)
    {
        First = Pause,
        Longest = Pause,
        MayPass = failure => failure is RedisException or TimeoutException,
        OnRetry = failed => LogNotConnected(failed.Failure.GetType().Name),
    }.RunAsync(SubscribeAsync, stoppingToken);

    private async Task SubscribeAsync(CancellationToken stoppingToken)
    {
        var channels = (await _redis.GetAsync().WaitAsync(stoppingToken)).GetSubscriber();
        var questions = await RedisCalls.AskAsync(() => channels.SubscribeAsync(_ask)).WaitAsync(stoppingToken);
        questions.OnMessage(message => Answer(channels, message.Message));
        var answers = await RedisCalls.AskAsync(() => channels.SubscribeAsync(_own)).WaitAsync(stoppingToken);
        answers.OnMessage(message => Take(message.Message));
        _channels = channels;
    }

    private async Task Answer(ISubscriber channels, RedisValue message)
    {
        try
        {
            if (message.Length() > MostBytes || JsonSerializer.Deserialize(message.ToString(), ExchangeJson.Default.ExchangeQuestion) is not { } question || question.ReplyTo == _own.ToString())
                return;

            var answer = new ExchangeAnswer(
                question.Id,
                _instance.Id,
                question.ErrorsAfter is { } after ? _errors.Read(after) : null,
                question.Slots is > 0 and <= Slots.PerHour ? _meter.Read(_instance.Id, _instance.Service, question.Slots) : null);
            var text = JsonSerializer.Serialize(answer, ExchangeJson.Default.ExchangeAnswer);
            await RedisCalls.AskAsync(() => channels.PublishAsync(RedisChannel.Literal(question.ReplyTo), text)).WaitAsync(Limit);
        }
        catch (Exception exception) when (exception is JsonException or RedisException or TimeoutException)
        {
            LogNotAnswered(exception.GetType().Name);
        }
    }

    private void Take(RedisValue message)
    {
        try
        {
            if (message.Length() <= MostBytes
                && JsonSerializer.Deserialize(message.ToString(), ExchangeJson.Default.ExchangeAnswer) is { } answer
                && _questions.TryGetValue(answer.Id, out var question))
                question.Add(answer);
        }
        catch (JsonException exception)
        {
            // From a member of another version, perhaps.
            LogNotAnswered(exception.GetType().Name);
        }
    }

    /// <summary>A question that is out, and its answers.</summary>
    private sealed class Question
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<ExchangeAnswer> _answers = [];
        private int? _expected;

        public Task Whole => _whole.Task;

        public ExchangeRound Round
        {
            get
            {
                lock (_lock)
                    return new ExchangeRound([.. _answers], _expected is { } expected ? Math.Max(0, expected - _answers.Count) : null);
            }
        }

        public void Expect(int answers)
        {
            lock (_lock)
            {
                _expected = answers;
                CompleteIfWhole();
            }
        }

        public void Add(ExchangeAnswer answer)
        {
            lock (_lock)
            {
                if (_answers.Count < MostAnswers)
                    _answers.Add(answer);
                CompleteIfWhole();
            }
        }

        private void CompleteIfWhole()
        {
            if (_answers.Count >= _expected)
                _whole.TrySetResult();
        }
    }

    [LoggerMessage(EventId = 411, Level = LogLevel.Debug, Message = "Not every process answered for its diagnostics: {Reason}")]
    private partial void LogIncomplete(string reason);

    [LoggerMessage(EventId = 412, Level = LogLevel.Debug, Message = "Other processes cannot be asked for their diagnostics yet: {Reason}")]
    private partial void LogNotConnected(string reason);

    [LoggerMessage(EventId = 413, Level = LogLevel.Debug, Message = "A question for diagnostics was not answered: {Reason}")]
    private partial void LogNotAnswered(string reason);
}

/// <summary>Whose processes are asked.</summary>
internal sealed record ClusterName(string Id);
