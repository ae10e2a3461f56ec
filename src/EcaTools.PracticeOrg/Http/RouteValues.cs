namespace EcaTools.PracticeOrg.Http;

/// <summary>What stood at a route's placeholders.</summary>
internal sealed class RouteValues(IReadOnlyDictionary<string, string> values)
{
    public string this[string name] => values[name];

    /// <summary>Null if the route has no such placeholder.</summary>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The API version in the path; the route only matched because the org offers it.</summary>
    public int Version =>
        ApiVersions.Parse(values["version"]) ?? throw new InvalidOperationException("This route has no API version.");
}
