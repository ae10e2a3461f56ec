using System.Net;
using EcaTools.Core.Journals;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>
/// One accident at one moment of an action: at a request, at a read or write of the delivery target, or at a write of
/// the journal. The moments are counted, so that a number says which one it is.
/// </summary>
internal sealed class LawAccidents
{
    private WireAccident _accident;
    private int _at;
    private int _passed;

    /// <summary>Whether the accident has happened.</summary>
    public bool HasHappened { get; private set; }

    /// <summary>What somebody else does in the org at the moment, in place of an accident; null for nothing.</summary>
    private Func<Task>? Interference { get; set; }

    /// <summary>Whether it was the death of the process.</summary>
    public bool IsDeath => HasHappened && _accident is WireAccident.DiesBefore or WireAccident.DiesAfter;

    /// <summary>Plans an accident; none if the kind is <c>None</c>.</summary>
    public void Plan(WireAccident kind, int moment, Func<Task>? interference = null)
    {
        (_accident, _at, _passed, HasHappened) = (kind, moment, 0, false);
        Interference = interference;
    }

    /// <summary>Passes a moment.</summary>
    /// <returns>The accident that happens now; <c>None</c> if none does.</returns>
    public WireAccident Pass()
    {
        if (++_passed != _at || (_accident == WireAccident.None && Interference is null))
        {
            return WireAccident.None;
        }

        HasHappened = true;
        return _accident;
    }

    /// <summary>Passes a moment at which somebody else may be at work in the org.</summary>
    private async Task<WireAccident> PassAsync()
    {
        WireAccident now = Pass();
        if (HasHappened && Interference is { } interference)
        {
            Interference = null;
            await interference();
        }

        return now;
    }

    /// <summary>Passes a moment at which only the process can end.</summary>
    public void PassJournal()
    {
        if (Pass() is WireAccident.DiesBefore or WireAccident.DiesAfter)
        {
            throw new DiedException();
        }
    }

    /// <summary>A read or write of the delivery target, which may fail before or after it was made.</summary>
    /// <param name="body">The read or write.</param>
    /// <param name="half">What a write leaves that does not finish.</param>
    public async Task<T> PassTargetAsync<T>(Func<Task<T>> body, Action? half = null)
    {
        WireAccident now = await PassAsync();
        switch (now)
        {
            case WireAccident.DiesBefore:
                half?.Invoke();
                throw new DiedException();
            case WireAccident.Busy or WireAccident.Garbage:
                half?.Invoke();
                throw JournalErrors.RotationJournalNotWritten("target", new IOException("the target is full"));
        }

        T result = await body();
        return now switch
        {
            WireAccident.DiesAfter => throw new DiedException(),
            WireAccident.AnswerLost => throw JournalErrors.RotationJournalNotWritten(
                "target",
                new IOException("the response was lost")
            ),
            _ => result,
        };
    }

    /// <summary>Carries requests, and has accidents on the way.</summary>
    public sealed class Wire(LawAccidents accidents)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            WireAccident now = await accidents.PassAsync();
            switch (now)
            {
                case WireAccident.DiesBefore:
                    throw new DiedException();
                case WireAccident.Busy:
                    return accidents._at % 2 == 0
                        ? Sorry(HttpStatusCode.BadRequest, """[{"errorCode":"INVALID_INPUT","message":"not now"}]""")
                        : Sorry(
                            HttpStatusCode.Forbidden,
                            """[{"errorCode":"INSUFFICIENT_ACCESS","message":"not you"}]"""
                        );
                case WireAccident.Garbage:
                    return Sorry(HttpStatusCode.OK, "<html>sorry");
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (now is not (WireAccident.DiesAfter or WireAccident.AnswerLost))
            {
                return response;
            }

            response.Dispose();
            throw now == WireAccident.DiesAfter
                ? new DiedException()
                : new HttpRequestException(HttpRequestError.ResponseEnded, "the response was lost");
        }

        private static HttpResponseMessage Sorry(HttpStatusCode status, string text) =>
            new(status) { Content = new StringContent(text) };
    }
}
