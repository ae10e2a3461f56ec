using System.Net;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>A connection that counts its requests, and at one of them does what a test wants: dies, or has an
/// accident.</summary>
internal sealed class DyingWire(WireAccident accident = WireAccident.None, int at = 0)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private int _count;

    /// <summary>How many requests were made.</summary>
    public int Count => _count;

    /// <summary>What they were: the method and path, and the operation where it is SOAP.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>What happens elsewhere before a request is sent; it gets what <see cref="Sent"/> calls it.</summary>
    public Func<string, Task>? BeforeRequest { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        int operation = body.IndexOf("Body><", StringComparison.Ordinal);
        Sent.Add(
            operation < 0
                ? $"{request.Method} {request.RequestUri!.AbsolutePath}"
                : $"SOAP {body[(operation + 6)..].Split(' ', '>', '/')[0]}"
        );
        await (BeforeRequest?.Invoke(Sent[^1]) ?? Task.CompletedTask);
        bool isNow = ++_count == at;
        if (isNow && accident == WireAccident.DiesBefore)
        {
            throw new DiedException();
        }

        if (isNow && accident == WireAccident.Unreachable)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "the org can't be reached");
        }

        if (isNow && accident is WireAccident.Busy or WireAccident.Garbage)
        {
            return new HttpResponseMessage(
                accident == WireAccident.Busy ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK
            )
            {
                Content = new StringContent("<html>sorry"),
            };
        }

        if (isNow && Refusal() is { } refusal)
        {
            return refusal;
        }

        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (isNow && accident is WireAccident.DiesAfter or WireAccident.AnswerLost)
        {
            answer.Dispose();
            throw accident == WireAccident.DiesAfter
                ? new DiedException()
                : new HttpRequestException(HttpRequestError.ResponseEnded, "the response was lost");
        }

        if (isNow && accident == WireAccident.CutShort)
        {
            byte[] whole = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            ByteArrayContent half = new(whole[..(whole.Length / 2)]);
            half.Headers.ContentType = answer.Content.Headers.ContentType;
            answer.Content = half;
        }

        return answer;
    }

    /// <summary>What the org answers without doing anything, in the words of its REST API; null if the accident is
    /// another.</summary>
    private HttpResponseMessage? Refusal()
    {
        (HttpStatusCode Status, string Code)? refusal = accident switch
        {
            WireAccident.SessionEnded => (HttpStatusCode.Unauthorized, "INVALID_SESSION_ID"),
            WireAccident.LimitReached => (HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED"),
            WireAccident.TooMany => (HttpStatusCode.TooManyRequests, "REQUEST_LIMIT_EXCEEDED"),
            _ => null,
        };
        return refusal is { } known
            ? new HttpResponseMessage(known.Status)
            {
                Content = new StringContent(
                    $$"""[{"errorCode":"{{known.Code}}","message":"refused"}]""",
                    System.Text.Encoding.UTF8,
                    "application/json"
                ),
            }
            : null;
    }
}
