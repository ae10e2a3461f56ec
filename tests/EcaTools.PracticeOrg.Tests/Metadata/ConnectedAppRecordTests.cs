using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests.Metadata;

public class ConnectedAppRecordTests
{
    private static readonly XNamespace s_ns = PracticeClient.Ns;

    [Fact]
    public async Task A_connected_app_cannot_be_created_any_more()
    {
        await using PracticeClient client = new();
        const string words =
            "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.";
        foreach (string operation in new[] { "createMetadata", "upsertMetadata" })
        {
            Assert.EndsWith(
                words,
                await client.SaveAsync(
                    operation,
                    "ConnectedApp",
                    "New",
                    "<contactEmail>a@example.com</contactEmail><label>New</label>"
                ),
                StringComparison.Ordinal
            );
        }

        XElement deploy = await client.DeployAsync(
            PracticeClient.Package(
                (
                    "connectedApps/New.connectedApp",
                    $"<ConnectedApp xmlns=\"{s_ns}\"><contactEmail>a@example.com</contactEmail><label>New</label></ConnectedApp>"
                )
            )
        );
        Assert.Equal(words, PracticeClient.Problems(deploy));
        Assert.DoesNotContain("New", await client.ListAsync("ConnectedApp"));
    }

    [Fact]
    public async Task An_edit_of_a_connected_app_replaces_the_whole_record_and_keeps_its_key()
    {
        await using PracticeClient client = new();
        XElement before = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!;
        Assert.NotNull(before.Element(s_ns + "startUrl"));
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Customer_Portal",
                "<contactEmail>a@example.com</contactEmail><label>Portal</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl><isAdminApproved>true</isAdminApproved></oauthConfig>"
            )
        );
        XElement after = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!;
        Assert.Null(after.Element(s_ns + "startUrl"));
        Assert.Equal("false", after.Element(s_ns + "oauthConfig")!.Element(s_ns + "isPkceRequired")!.Value);
        Assert.Equal("true", after.Element(s_ns + "oauthConfig")!.Element(s_ns + "isAdminApproved")!.Value);
        Assert.Equal(
            before.Element(s_ns + "oauthConfig")!.Element(s_ns + "consumerKey")!.Value,
            after.Element(s_ns + "oauthConfig")!.Element(s_ns + "consumerKey")!.Value
        );
    }

    [Fact]
    public async Task A_connected_apps_key_cannot_be_set()
    {
        await using PracticeClient client = new();
        string? problem = await client.SaveAsync(
            "updateMetadata",
            "ConnectedApp",
            "Customer_Portal",
            "<contactEmail>a@example.com</contactEmail><label>P</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl><consumerKey>mine12345</consumerKey></oauthConfig>"
        );
        Assert.Equal("INVALID_FIELD: You cannot provide a Consumer Key", problem);
    }

    [Fact]
    public async Task A_packaged_app_can_be_read_but_neither_changed_nor_deleted()
    {
        await using PracticeClient client = new();
        Assert.NotNull(await client.ReadAsync("ConnectedApp", "acme__Freight_Rates"));
        Assert.StartsWith(
            "CANNOT_MODIFY_MANAGED_OBJECT",
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "acme__Freight_Rates",
                "<contactEmail>a@example.com</contactEmail><label>x</label>"
            ),
            StringComparison.Ordinal
        );
        XElement delete = await client.SoapAsync(
            "deleteMetadata",
            "<type>ConnectedApp</type><fullNames>acme__Freight_Rates</fullNames>"
        );
        Assert.Equal("false", delete.Element(s_ns + "result")!.Element(s_ns + "success")!.Value);
        XElement listed = (await client.SoapAsync("listMetadata", "<queries><type>ConnectedApp</type></queries>"))
            .Elements(s_ns + "result")
            .Single(r => r.Element(s_ns + "fullName")!.Value == "acme__Freight_Rates");
        Assert.Equal("acme", listed.Element(s_ns + "namespacePrefix")!.Value);
        Assert.Equal("installed", listed.Element(s_ns + "manageableState")!.Value);
    }
}
