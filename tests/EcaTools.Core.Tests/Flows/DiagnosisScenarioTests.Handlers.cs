using System.Net;
using System.Text;
using Xunit;

namespace EcaTools.Core.Tests.Flows;

public sealed partial class DiagnosisScenarioTests
{
    /// <summary>Plays a caller at another address.</summary>
    private sealed class FromElsewhere(string address) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            request.Headers.TryAddWithoutValidation("X-Practice-Client-Ip", address);
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Takes requests for whatever host to the org, as a gateway does.</summary>
    private sealed class Gateway(Uri org) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            request.RequestUri = new Uri(org, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Somebody else ends the token just before its caller does.</summary>
    private sealed class RevokedBefore() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/revoke", StringComparison.Ordinal))
            {
                using HttpRequestMessage before = new(request.Method, request.RequestUri)
                {
                    Content = new StringContent(
                        await request.Content!.ReadAsStringAsync(cancellationToken),
                        Encoding.UTF8,
                        "application/x-www-form-urlencoded"
                    ),
                };
                using HttpResponseMessage ended = await base.SendAsync(before, cancellationToken);
                Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Refuses every request in the same words.</summary>
    private sealed class Refuser(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.BadRequest)
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                }
            );
    }
}
