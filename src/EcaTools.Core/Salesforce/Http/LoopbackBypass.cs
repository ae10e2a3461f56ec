using System.Net;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>
/// The system's proxy, but never for loopback: with HTTP_PROXY set, a request to a plain http loopback URL would
/// otherwise carry its token over the network to the proxy.
/// </summary>
internal sealed class LoopbackBypass(IWebProxy system) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => system.Credentials;
        set => system.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : system.GetProxy(destination);

    public bool IsBypassed(Uri host) => LoopbackAddress.Is(host) || system.IsBypassed(host);
}
