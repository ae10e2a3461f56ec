namespace EcaTools.PracticeOrg.Http;

/// <summary>A group of endpoints that belong together; it names its routes and answers them.</summary>
internal abstract class EndpointFamily
{
    public abstract IEnumerable<Route> Routes { get; }
}
