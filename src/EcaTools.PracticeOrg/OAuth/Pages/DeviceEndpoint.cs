using System.Text;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Pending;

namespace EcaTools.PracticeOrg.OAuth.Pages;

/// <summary>The page where a user types the code that a device shows. Login and approval follow on the authorize
/// page.</summary>
internal sealed class DeviceEndpoint(AuthorizationDialogue dialogue, PendingLogins pending) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            new(
                "GET",
                "/setup/connect",
                "connect device",
                (request, _) => HtmlPage.Device(request.Query["user_code"], problem: null)
            ),
            new("POST", "/setup/connect", "connect device", (request, _) => Connect(request)),
        ];

    private Answer Connect(Request request)
    {
        string? typed = FormFields.Parse(Encoding.UTF8.GetString(request.Body))["user_code"];
        string code = string.Concat((typed ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

        // A code is good for one page; whoever turns back asks the device for another.
        return pending.UserCodes.TryTake(code, out DeviceAuthorization? device)
            ? dialogue.Begin(request, new AuthorizationRequest(device.ConsumerKey, device.Scope) { Device = device })
            : HtmlPage.Device(typed, "That code isn't right, or it has expired.");
    }
}
