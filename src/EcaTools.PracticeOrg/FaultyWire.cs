using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soap;

namespace EcaTools.PracticeOrg;

/// <summary>Stands between the network and the org: lets faults happen, and writes the journal before a response
/// leaves.</summary>
internal sealed class FaultyWire(
    Faults faults,
    RequestJournal journal,
    TimeProvider time,
    Func<Request, string?> caller
)
{
    public async Task<Reply> CarryAsync(Request request, Func<Answer> handler, CancellationToken cancellation)
    {
        if (request.IsPractice)
        {
            return await CarryOneAsync(request, handler, cancellation).ConfigureAwait(false);
        }

        journal.Enter();
        try
        {
            return await CarryOneAsync(request, handler, cancellation).ConfigureAwait(false);
        }
        finally
        {
            journal.Leave();
        }
    }

    private async Task<Reply> CarryOneAsync(Request request, Func<Answer> handler, CancellationToken cancellation)
    {
        // What steers the org itself is not part of the play: it always works, and nobody counts it.
        Fault? fault = request.IsPractice ? null : faults.Take(request);
        if (fault is { Kind: FaultKind.Latency })
        {
            await Task.Delay(fault.Delay, time, cancellation).ConfigureAwait(false);
        }

        string? app = request.IsPractice ? null : caller(request);
        Exception? crash = null;
        Reply reply = fault is null
            ? new Reply(Run(request, handler, out crash))
            : Spoil(fault, request, handler, out crash);
        if (!request.IsPractice || crash is not null)
        {
            journal.Add(
                new JournalEntry(
                    time.GetUtcNow(),
                    request.Method,
                    request.Path,
                    request.Kind,
                    request.Operation,
                    reply.Answer?.Status ?? 0,
                    request.IsChange,
                    fault?.Kind
                )
                {
                    App = app,
                    Crash = crash,
                }
            );
        }

        // Every response has a date, a refusal too: a client whose clock is wrong learns of it there.
        return reply with
        {
            Answer = reply.Answer?.WithHeader("Date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)),
        };
    }

    private Reply Spoil(Fault fault, Request request, Func<Answer> handler, out Exception? crash)
    {
        crash = null;
        switch (fault.Kind)
        {
            case FaultKind.ConnectionDropped:
                return new Reply(null);
            case FaultKind.AnswerLost:
                Run(request, handler, out crash);
                return new Reply(null);
            case FaultKind.InvalidSession:
                return new Reply(
                    request.IsSoap
                        ? SoapFaultException.InvalidSession().ToAnswer()
                        : RestException.InvalidSession().ToAnswer()
                );
            case FaultKind.RequestLimitExceeded:
                return new Reply(
                    Later(Refusal(request, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), fault)
                );
            case FaultKind.Forbidden:
                return new Reply(
                    Later(
                        Refusal(
                            request,
                            403,
                            fault.ErrorCode ?? "API_DISABLED_FOR_ORG",
                            "API is not enabled for this Organization or Partner"
                        ),
                        fault
                    )
                );
            case FaultKind.TooManyRequests:
                return new Reply(Later(Refusal(request, 429, fault.ErrorCode, "Too Many Requests"), fault));
            case FaultKind.ServiceUnavailable:
                return new Reply(Later(Refusal(request, 503, fault.ErrorCode, "Service Unavailable"), fault));
            case FaultKind.HtmlBody:
                return new Reply(
                    Answer.Text(
                        "<!DOCTYPE html><html><head><title>Login</title></head><body><p>Down for maintenance</p></body></html>",
                        "text/html"
                    )
                );
            case FaultKind.TruncatedBody:
                return new Reply(Run(request, handler, out crash), WireFate.Truncated);
            case FaultKind.ResetInBody:
                return new Reply(Run(request, handler, out crash), WireFate.Reset);
            case FaultKind.SlowBody:
                return new Reply(Run(request, handler, out crash), WireFate.Slow)
                {
                    Pause = cancellation => Task.Delay(fault.Delay, time, cancellation),
                };
            case FaultKind.MalformedBody:
                Answer whole = Run(request, handler, out crash);
                return new Reply(
                    whole with
                    {
                        Body = Encoding.UTF8.GetBytes(new string('{', Math.Max(1, whole.Body.Length))),
                    }
                );
            case FaultKind.ComponentsFail:
                request.Sabotage = new DeploySabotage(
                    fault.Components,
                    fault.Problem ?? "An unexpected error occurred. Please include this ErrorId if you contact support"
                );
                return new Reply(Run(request, handler, out crash));
            default:
                return new Reply(Run(request, handler, out crash));
        }
    }

    /// <summary>In Salesforce's shape where there is a code, and as a proxy in front of it says it where there is
    /// none.</summary>
    private static Answer Refusal(Request request, int status, string? errorCode, string words)
    {
        if (errorCode is null)
        {
            return Answer.Text(words, "text/plain", status);
        }

        return request.IsSoap
            ? new SoapFaultException(errorCode, words).ToAnswer()
            : new RestException(status, errorCode, words).ToAnswer();
    }

    private static Answer Later(Answer answer, Fault fault) =>
        fault.RetryAfter is { } wait
            ? answer.WithHeader("Retry-After", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            : answer;

    private static Answer Run(Request request, Func<Answer> handler, out Exception? crash)
    {
        crash = null;
        try
        {
            return handler();
        }
        catch (RefusedException e)
        {
            return e.ToAnswer();
        }
        catch (Exception e)
        {
            // A fault of the practice org must not stop it; the client sees what Salesforce says when it breaks.
            crash = e;
            return request.IsSoap
                ? new SoapFaultException("UNKNOWN_EXCEPTION", "An unexpected error occurred").ToAnswer()
                : Answer.Json(
                    new JsonArray(
                        new JsonObject
                        {
                            ["message"] = "An unexpected error occurred",
                            ["errorCode"] = "UNKNOWN_EXCEPTION",
                        }
                    ),
                    500
                );
        }
    }
}
