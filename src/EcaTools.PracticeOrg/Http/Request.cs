namespace EcaTools.PracticeOrg.Http;

/// <summary>One request, read whole. Handlers see this and never the listener.</summary>
internal sealed class Request
{
    private readonly IReadOnlyDictionary<string, string> _headers;

    public Request(string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        Method = method;
        _headers = headers;
        Body = body;
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        Path = mark < 0 ? target : target[..mark];
        Query = FormFields.Parse(mark < 0 ? "" : target[(mark + 1)..]);
        Segments = [.. Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    public string Method { get; }

    /// <summary>The path as it was sent, without its query, which may carry secrets.</summary>
    public string Path { get; }

    public IReadOnlyList<string> Segments { get; }

    public FormFields Query { get; }

    public byte[] Body { get; }

    /// <summary>What the journal calls it, such as 'query' or 'soap metadata'.</summary>
    public string Kind { get; set; } = "unknown";

    /// <summary>The SOAP operation, if it is a SOAP call that could be read.</summary>
    public string? Operation { get; set; }

    /// <summary>Whether the request asks the org to change something.</summary>
    public bool IsChange { get; set; }

    /// <summary>The session in a SOAP header, if it is a SOAP call that could be read.</summary>
    public string? SessionId { get; set; }

    /// <summary>What a fault does to the deploy that this request asks for.</summary>
    public DeploySabotage? Sabotage { get; set; }

    /// <summary>Whether it steers the practice org itself.</summary>
    public bool IsPractice => Segments.Count > 0 && Segments[0] == "practice";

    public bool IsSoap => Segments.Count > 1 && Segments[0] == "services" && Segments[1] == "Soap";

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public string? BearerToken()
    {
        string? value = Header("Authorization");
        foreach (string scheme in (ReadOnlySpan<string>)["Bearer ", "OAuth "])
        {
            if (value is not null && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return value[scheme.Length..].Trim();
            }
        }

        return null;
    }
}
