namespace EcaTools.PracticeOrg.Http;

/// <summary>Finds what answers a request.</summary>
internal sealed class Router
{
    private readonly Route[] _routes;

    public Router(IEnumerable<EndpointFamily> families) => _routes = [.. families.SelectMany(f => f.Routes)];

    /// <summary>Names the request for the journal and returns what will answer it.</summary>
    public Func<Answer> Resolve(Request request)
    {
        List<string> allowed = [];
        foreach (Route route in _routes)
        {
            if (route.Match(request.Segments) is not { } values)
            {
                continue;
            }

            if (route.Method == request.Method)
            {
                return route.Prepare(request, values);
            }

            allowed.Add(route.Method);
        }

        return allowed.Count == 0
            ? () => throw new RestException(404, "NOT_FOUND", "The requested resource does not exist")
            : () =>
                throw new RestException(
                    405,
                    "METHOD_NOT_ALLOWED",
                    $"HTTP Method '{request.Method}' not allowed. Allowed are {string.Join(',', allowed)}"
                );
    }
}
