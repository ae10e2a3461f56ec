using System.Net;
using System.Text;
using EcaTools.Core.Tests.Salesforce;

namespace EcaTools.Core.Tests.Flows;

public sealed partial class OAuthFlowTesterTests
{
    /// <summary>Says the request's body back as an error, as a careless proxy might.</summary>
    private sealed class EchoHandler : HttpMessageHandler
    {
        public string Said { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Said += await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.BadRequest)
            {
                Content = new StringContent(
                    "{\"error\":\"odd\",\"error_description\":\"" + Said + "\"}",
                    Encoding.UTF8,
                    "application/json"
                ),
            };
        }
    }

    /// <summary>The fake clock for waits between attempts; the wire's own timeouts never fire, since real answers take
    /// real time.</summary>
    private sealed class AnswerTime(FakeTime time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(
                callback,
                state,
                dueTime >= TimeSpan.FromSeconds(60) ? Timeout.InfiniteTimeSpan : dueTime,
                period
            );
    }
}
