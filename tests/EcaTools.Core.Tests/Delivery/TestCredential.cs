using System.Net;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Tests.Delivery;

/// <summary>Pairs to deliver, and what was read back of them.</summary>
internal static class TestCredential
{
    public static EcaCredential Make(
        string key = "3MVG9.delivered_key",
        string secret = "A1B2C3D4E5F6",
        string app = "Billing",
        string consumer = "Billing"
    ) =>
        new()
        {
            OrgAlias = "practice",
            App = app,
            AppId = "0xI000000000001AAA",
            ConsumerId = "888000000000001",
            ConsumerName = consumer,
            ConsumerKey = key,
            Secret = new NetworkCredential("", secret).SecurePassword,
            State = EcaCredentialState.Staged,
        };

    public static string Plain(this DeliveredCredential delivered) =>
        $"{delivered.ConsumerKey}|{new NetworkCredential("", delivered.Secret).Password}";
}
