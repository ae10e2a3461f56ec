using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>Builds Connected Apps, as a file without an org gives them, out of lines such as
/// <c>oauthConfig.scopes=Api</c>. A number after a group (<c>ipRanges[1].start</c>) begins another one.</summary>
internal static class TestApp
{
    private static readonly string[] BeyondFiles =
    [
        "ConnectedApplication",
        "LoginHistory",
        "OauthToken",
        "UserProvisioningConfig",
        "CustomPermission",
        "EmbeddedMessagingChannel",
        "ConversationChannelDefinition",
        "NotificationTypeConfig",
    ];

    public static ConnectedApp Of(params IEnumerable<string> lines) => Named("Billing", lines);

    public static ConnectedApp Named(string name, params IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        MetadataRecord metadata = Record("ConnectedApp", all);
        return new ConnectedApp
        {
            Name = name,
            Label = metadata["label"] ?? name,
            Source = $"{name}.connectedApp-meta.xml",
            NotRead =
            [
                .. BeyondFiles.Select(type => new UnreadPart(type, $"No org was asked for {type}.")
                {
                    NextStep = "Ask one.",
                    IsBeyondFiles = true,
                }),
            ],
            Metadata = metadata,
            UnknownElements =
            [
                .. all.Where(line => line.StartsWith("isNew", StringComparison.Ordinal))
                    .Select(line => new UnknownElement(line.Split('=')[0], 7)),
            ],
        };
    }

    /// <summary>An app of an org that lets everything be read: nobody has a token, no login was seen, no record names
    /// it.</summary>
    public static ConnectedApp InOrg(params IEnumerable<string> lines) =>
        Of(lines) with
        {
            Source = "practice",
            Tokens = ConnectedAppTokens.None,
            NotRead = [],
        };

    /// <summary>The same app after logins by some flows.</summary>
    public static ConnectedApp LoggedIn(this ConnectedApp app, params IEnumerable<string> flows) =>
        app with
        {
            FlowEvidence =
            [
                .. flows.Select(flow => new OAuthFlowEvidence(
                    Enum.Parse<OAuthFlow>(flow),
                    FlowCertainty.Proven,
                    $"logins by {flow}"
                )),
            ],
        };

    /// <summary>The same app, where the org lets a part not be read.</summary>
    public static ConnectedApp Without(this ConnectedApp app, string type) =>
        app with
        {
            NotRead = app.NotRead.Add(new UnreadPart(type, $"The org refused {type}.")),
        };

    /// <summary>The same app with a field of ConnectedApplication.</summary>
    public static ConnectedApp Related(this ConnectedApp app, string field, string value) =>
        app with
        {
            Related = new MetadataRecord(
                ConnectedApp.RelatedType,
                [
                    new MetadataField(
                        "ConnectedApplication",
                        null,
                        new MetadataRecord("ConnectedApplicationSettings", [new MetadataField(field, value, null)])
                    ),
                ]
            ),
        };

    /// <summary>The same app, named by a record.</summary>
    public static ConnectedApp NamedBy(this ConnectedApp app, string type) =>
        app with
        {
            References = [new AppReference(type, "Some_Record")],
        };

    /// <summary>An app that an org lists and lets nobody read.</summary>
    public static ConnectedApp Unreadable(string name) => Named(name);

    private static MetadataRecord Record(string type, IEnumerable<string> lines)
    {
        List<MetadataField> fields = [];
        foreach (IGrouping<string, string> same in lines.GroupBy(GroupOrLine, StringComparer.Ordinal))
        {
            if (same.Key.Contains('=', StringComparison.Ordinal))
            {
                string[] parts = same.Key.Split('=', 2);
                fields.AddRange(same.Select(_ => new MetadataField(parts[0], parts[1], null)));
            }
            else
            {
                string name = same.Key.Split('[')[0];
                fields.Add(
                    new MetadataField(name, null, Record(name, same.Select(line => line[(same.Key.Length + 1)..])))
                );
            }
        }

        return new MetadataRecord(type, [.. fields]);
    }

    private static string GroupOrLine(string line) =>
        line.Split('.', '=')[0] is var head && line.StartsWith(head + ".", StringComparison.Ordinal) ? head : line;
}
