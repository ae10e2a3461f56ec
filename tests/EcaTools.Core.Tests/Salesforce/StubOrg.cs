using System.Net;
using System.Text;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>Answers each request with the next of its responses (the last one again and again), and keeps what was
/// sent.</summary>
internal sealed class StubOrg : HttpMessageHandler
{
    public const string Secret = "00D000000000001!AQ.SECRET_TOKEN";
    public const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();
    private Func<CancellationToken, Task<HttpResponseMessage>>? _last;

    public FakeTime Time { get; } = new();

    public List<SentRequest> Sent { get; } = [];

    public SalesforceClient Client(int version = 66, string token = Secret, int maximumAnswerBytes = 1 << 20) =>
        new(
            new Uri("https://acme.my.salesforce.com/ignored/path"),
            new AccessToken(token),
            new ApiVersion(version),
            Options(maximumAnswerBytes)
        );

    public SalesforceClientOptions Options(int maximumAnswerBytes = 1 << 20) =>
        new()
        {
            Handler = this,
            TimeProvider = Time,
            Jitter = () => 0.5,
            MaximumAnswerBytes = maximumAnswerBytes,
        };

    public StubOrg Answer(
        int status,
        string body,
        string contentType = "application/json",
        params (string Name, string Value)[] headers
    )
    {
        _answers.Enqueue(_ =>
        {
            HttpResponseMessage response = new((HttpStatusCode)status)
            {
                Content = new StringContent(body, Encoding.UTF8),
            };
            response.Content.Headers.Remove("Content-Type");
            if (contentType.Length > 0)
            {
                response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }

            foreach ((string name, string value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return Task.FromResult(response);
        });
        return this;
    }

    public StubOrg Soap(string operation, string results, int status = 200) =>
        Answer(
            status,
            $"""
            <?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><{operation}Response>{results}</{operation}Response></soapenv:Body></soapenv:Envelope>
            """,
            "text/xml; charset=UTF-8"
        );

    public StubOrg Fault(string code, string message) =>
        Answer(
            500,
            $"""
            <?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>
            """,
            "text/xml; charset=UTF-8"
        );

    public StubOrg Throw(Exception exception)
    {
        _answers.Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    /// <summary>No response ever, until the request is canceled.</summary>
    public StubOrg Hang()
    {
        _answers.Enqueue(async cancellation =>
        {
            TaskCompletionSource<HttpResponseMessage> never = new();
            await using CancellationTokenRegistration stop = cancellation.Register(() =>
                never.TrySetCanceled(cancellation)
            );
            return await never.Task;
        });
        return this;
    }

    /// <summary>The headers come, and the body breaks off.</summary>
    public StubOrg BreakOff(int status)
    {
        _answers.Enqueue(_ =>
            Task.FromResult(
                new HttpResponseMessage((HttpStatusCode)status) { Content = new StreamContent(new BrokenStream()) }
            )
        );
        return this;
    }

    public async Task<EcaException> FailAsync<T>(
        Func<SalesforceClient, Task<T>> act,
        SalesforceClient? client = null
    ) => await Assert.ThrowsAsync<EcaException>(() => Time.RunAsync(act(client ?? Client())));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Sent.Add(
            new SentRequest(
                request.Method.Method,
                request.RequestUri!,
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken),
                request.Headers.Authorization?.ToString(),
                request.Content?.Headers.ContentType?.ToString()
            )
        );
        _last = _answers.Count > 0 ? _answers.Dequeue() : _last;
        return await _last!(cancellationToken);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new HttpIOException(HttpRequestError.ResponseEnded);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new HttpIOException(HttpRequestError.ResponseEnded));
    }
}
