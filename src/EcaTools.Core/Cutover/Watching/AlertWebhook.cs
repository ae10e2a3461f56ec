using System.Net;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Cutover.Watching;

/// <summary>
/// Sends alerts to a webhook. Its URL is a secret, since whoever has it can post: no message names more than the host.
/// </summary>
public sealed class AlertWebhook : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly Uri _url;
    private readonly WebhookFormat _format;

    /// <summary>Takes a webhook's URL.</summary>
    /// <param name="url">The URL: https, or http to this machine.</param>
    /// <param name="format">The form of the JSON.</param>
    /// <param name="time">The clock that ends a request that takes too long.</param>
    /// <param name="handler">What sends requests; null for the network.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>.</exception>
    public AlertWebhook(SecureString url, WebhookFormat format, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (
            !Uri.TryCreate(new NetworkCredential("", url).Password, UriKind.Absolute, out Uri? parsed)
            || (
                parsed.Scheme != Uri.UriSchemeHttps
                && !(parsed.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(parsed))
            )
        )
        {
            throw WatchErrors.WebhookNotSecure();
        }

        _url = parsed;
        _format = format is WebhookFormat.Auto ? FormatOf(parsed.Host) : format;
        _time = time;

        // A redirection could lead to http.
        _client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends an alert.</summary>
    /// <exception cref="EcaException"><c>WebhookFailed</c>.</exception>
    public async Task SendAsync(CutoverAlert alert, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(alert);
        using CancellationTokenSource late = new(s_longest, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token,
            cancellation
        );
        try
        {
            using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(ToJson(alert)));
            content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
            using HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = content };
            using HttpResponseMessage response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw WatchErrors.WebhookFailed(_url.Host, $"HTTP {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException failed)
        {
            throw WatchErrors.WebhookFailed(_url.Host, failed.HttpRequestError.ToString(), failed);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw WatchErrors.WebhookFailed(_url.Host, $"no response within {s_longest.TotalSeconds} seconds.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>The JSON of an alert.</summary>
    internal JsonObject ToJson(CutoverAlert alert)
    {
        string text = SafeText.OneLine(alert.Text);
        return _format switch
        {
            // Slack: & < > are escaped in the text of messages.
            WebhookFormat.Slack => new JsonObject
            {
                ["text"] = text.Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal),
            },
            WebhookFormat.Teams => new JsonObject
            {
                ["type"] = "message",
                ["attachments"] = new JsonArray(
                    new JsonObject
                    {
                        ["contentType"] = "application/vnd.microsoft.card.adaptive",
                        ["content"] = new JsonObject
                        {
                            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                            ["type"] = "AdaptiveCard",
                            ["version"] = "1.4",
                            ["body"] = new JsonArray(
                                new JsonObject
                                {
                                    ["type"] = "TextBlock",
                                    ["text"] = text,
                                    ["wrap"] = true,
                                }
                            ),
                        },
                    }
                ),
            },
            _ => new JsonObject
            {
                ["text"] = text,
                ["time"] = alert.Time.UtcDateTime.ToString("O"),
                ["kind"] = alert.Kind.ToString(),
                ["app"] = alert.App,
                ["caller"] = alert.Caller,
                ["verdict"] = alert.Verdict?.ToString(),
            },
        };
    }

    private static WebhookFormat FormatOf(string host)
    {
        string[] microsoft = [".webhook.office.com", ".logic.azure.com", ".powerplatform.com"];
        if (host.Equals("hooks.slack.com", StringComparison.OrdinalIgnoreCase))
        {
            return WebhookFormat.Slack;
        }

        return Array.Exists(microsoft, end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            ? WebhookFormat.Teams
            : WebhookFormat.Json;
    }
}
