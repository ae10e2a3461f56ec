namespace EcaTools.Core.Salesforce.Http;

/// <summary>One request, kept whole so that it can be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Where to; of the instance's own host.</param>
/// <param name="What">What it does, for error messages, such as <c>GET /services/data</c> or <c>SOAP
/// deploy</c>.</param>
/// <param name="Changes">Whether it changes something in the org, so that it is never repeated unless it was certainly not
/// carried out.</param>
internal sealed record ApiRequest(HttpMethod Method, Uri Url, string What, bool Changes)
{
    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether a refusal (4xx but for 407 and 429) or a redirect is a response too, and no error of the wire. A
    /// redirect is not followed either way.</summary>
    public bool ReturnsErrors { get; init; }

    /// <summary>Headers in addition to those of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body's content type.</summary>
    public string ContentType { get; init; } = "application/json; charset=UTF-8";

    /// <summary>The envelope where it is SOAP: the token is in it and not in the Authorization header, and the endpoint
    /// insists on a SOAPAction.</summary>
    public Func<AccessToken, byte[]>? Soap { get; init; }

    /// <summary>What reads the body of a response with a 2xx status as it comes, however long it is; called anew where
    /// the request is repeated. The response then has no body.</summary>
    public Func<Stream, CancellationToken, Task>? ReadBody { get; init; }

    /// <summary>The message to send: a new one for each attempt.</summary>
    public HttpRequestMessage ToMessage(AccessToken? token)
    {
        HttpRequestMessage message = new(Method, Url);
        byte[]? body = Body;
        foreach ((string name, string value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (token is not null && Soap is not null)
        {
            message.Headers.TryAddWithoutValidation("SOAPAction", "\"\"");
            body = Soap(token);
        }
        else if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.Reveal());
        }

        // The handler itself repeats a request without a body when a pooled connection turns out to be closed. A change
        // must not be repeated, and a body, empty or not, keeps it from that.
        if (body is not null || Changes)
        {
            message.Content = new ByteArrayContent(body ?? []);
            if (body is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        return message;
    }
}
