using System.Net;
using System.Text;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>A form that an app sent, with the app's credentials from wherever it put them: the form or a Basic
/// header.</summary>
internal sealed class TokenRequest
{
    private const string Scheme = "Basic ";

    private TokenRequest(FormFields form, string? clientId, string? clientSecret, IPAddress address)
    {
        Form = form;
        ClientId = clientId;
        ClientSecret = clientSecret;
        Address = address;
    }

    public FormFields Form { get; }

    public string? ClientId { get; }

    public string? ClientSecret { get; }

    public IPAddress Address { get; }

    public static TokenRequest Read(Request request)
    {
        FormFields form = FormFields.Parse(Encoding.UTF8.GetString(request.Body));
        IPAddress address = ClientAddress.Of(request);
        if (
            request.Header("Authorization") is not { } header
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
        {
            return new TokenRequest(form, form["client_id"], form["client_secret"], address);
        }

        byte[] decoded = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), decoded, out int length))
        {
            return new TokenRequest(form, null, null, address);
        }

        string pair = Encoding.UTF8.GetString(decoded, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new TokenRequest(form, pair, null, address)
            : new TokenRequest(form, pair[..colon], pair[(colon + 1)..], address);
    }
}
