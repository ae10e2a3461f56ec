using System.Net;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>Which URLs are of this machine, so that secrets may go there without encryption.</summary>
internal static class LoopbackAddress
{
    /// <summary>
    /// Whether a URL's host is localhost or a loopback address. Uri.IsLoopback takes the IPv4-compatible IPv6 address
    /// ::127.0.0.1 for one, too, which no system serves on its loopback interface.
    /// </summary>
    public static bool Is(Uri url) =>
        url.IsLoopback
        && (
            !IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address)
            || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        );
}
