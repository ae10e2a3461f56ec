namespace EcaTools.PracticeOrg.Http;

/// <summary>One method and path shape, what the journal calls it, and what answers it.</summary>
internal sealed class Route
{
    private readonly string[] _template;
    private readonly bool _changes;
    private readonly Func<Request, RouteValues, Func<Answer>> _prepare;

    public Route(
        string method,
        string template,
        string kind,
        Func<Request, RouteValues, Answer> handle,
        bool changes = false
    )
        : this(method, template, kind, changes, (request, values) => () => handle(request, values)) { }

    private Route(
        string method,
        string template,
        string kind,
        bool changes,
        Func<Request, RouteValues, Func<Answer>> prepare
    )
    {
        Method = method;
        Kind = kind;
        _template = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _changes = changes;
        _prepare = prepare;
    }

    public string Method { get; }

    public string Kind { get; }

    /// <summary>A route that reads the request before a fault can meet it, because only its body says what it asks
    /// for.</summary>
    public static Route Prepared(
        string method,
        string template,
        string kind,
        Func<Request, RouteValues, Func<Answer>> prepare
    ) => new(method, template, kind, changes: false, prepare);

    public Func<Answer> Prepare(Request request, RouteValues values)
    {
        request.Kind = Kind;
        request.IsChange = _changes;
        return _prepare(request, values);
    }

    /// <summary>The values of the placeholders, or null if the path has another shape.</summary>
    public RouteValues? Match(IReadOnlyList<string> segments)
    {
        if (segments.Count != _template.Length)
        {
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < _template.Length; i++)
        {
            string part = _template[i];
            if (part[0] == '{')
            {
                values[part[1..^1]] = segments[i];
            }
            else if (!string.Equals(part, segments[i], StringComparison.Ordinal))
            {
                return null;
            }
        }

        return ApiVersions.Fits(values) ? new RouteValues(values) : null;
    }
}
