using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Rest;
using EcaTools.PracticeOrg.Soap;

namespace EcaTools.PracticeOrg;

/// <summary>Stands between the network and the org: lets faults happen, and writes the journal before an answer leaves.</summary>
internal sealed class FaultyWire(Faults faults, RequestJournal journal, TimeProvider time)
{
    public async Task<Reply> CarryAsync(Request request, Func<Answer> handler, CancellationToken cancellation)
    {
        Fault? fault = faults.Take(request);
        if (fault is { Kind: FaultKind.Latency })
        {
            await Task.Delay(fault.Delay, time, cancellation).ConfigureAwait(false);
        }

        Exception? crash = null;
        Reply reply = fault is null ? new Reply(Run(request, handler, out crash)) : Spoil(fault, request, handler, out crash);
        journal.Add(new JournalEntry(time.GetUtcNow(), request.Method, request.Path, request.Kind, request.Operation, reply.Answer?.Status ?? 0, request.IsChange, fault?.Kind) { Crash = crash });
        return reply;
    }

    private static Reply Spoil(Fault fault, Request request, Func<Answer> handler, out Exception? crash)
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
                return new Reply(request.IsSoap ? SoapFaultException.InvalidSession().ToAnswer() : RestException.InvalidSession().ToAnswer());
            case FaultKind.RequestLimitExceeded:
                const string words = "TotalRequests Limit exceeded.";
                return new Reply(request.IsSoap
                    ? new SoapFaultException("REQUEST_LIMIT_EXCEEDED", words).ToAnswer()
                    : new RestException(403, "REQUEST_LIMIT_EXCEEDED", words).ToAnswer());
            case FaultKind.TooManyRequests:
                return new Reply(Later(Answer.Text("Too Many Requests", "text/plain", 429), fault));
            case FaultKind.ServiceUnavailable:
                return new Reply(Later(Answer.Text("Service Unavailable", "text/plain", 503), fault));
            case FaultKind.HtmlBody:
                return new Reply(Answer.Text("<!DOCTYPE html><html><head><title>Login</title></head><body><p>Down for maintenance</p></body></html>", "text/html"));
            case FaultKind.TruncatedBody:
                return new Reply(Run(request, handler, out crash), IsTruncated: true);
            case FaultKind.MalformedBody:
                Answer whole = Run(request, handler, out crash);
                return new Reply(whole with { Body = Encoding.UTF8.GetBytes(new string('{', Math.Max(1, whole.Body.Length))) });
            default:
                return new Reply(Run(request, handler, out crash));
        }
    }

    private static Answer Later(Answer answer, Fault fault) => fault.RetryAfter is { } wait
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
                : Answer.Json(new JsonArray(new JsonObject { ["message"] = "An unexpected error occurred", ["errorCode"] = "UNKNOWN_EXCEPTION" }), 500);
        }
    }
}
