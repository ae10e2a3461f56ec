using System.Net;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>
/// Where a request comes from. The org listens on loopback alone, so every client may say in a header that it plays
/// another address.
/// </summary>
internal static class ClientAddress
{
    public const string Header = "X-Practice-Client-Ip";

    /// <exception cref="OAuthException">The header holds no IP address.</exception>
    public static IPAddress Of(Request request)
    {
        if (request.Header(Header) is not { } text)
        {
            return IPAddress.Loopback;
        }

        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            throw new OAuthException("invalid_request", $"{Header} is no IP address");
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
