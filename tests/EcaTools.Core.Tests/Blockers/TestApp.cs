using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>Builds Connected Apps out of lines such as <c>oauthConfig.scopes=Api</c>. A number after a group (<c>ipRanges[1].start</c>) begins another one.</summary>
internal static class TestApp
{
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
            Metadata = metadata,
            UnknownElements = [.. all.Where(line => line.StartsWith("isNew", StringComparison.Ordinal)).Select(line => new UnknownElement(line.Split('=')[0], 7))],
        };
    }

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
                fields.Add(new MetadataField(name, null, Record(name, same.Select(line => line[(same.Key.Length + 1)..]))));
            }
        }

        return new MetadataRecord(type, [.. fields]);
    }

    private static string GroupOrLine(string line) =>
        line.Split('.', '=')[0] is var head && line.StartsWith(head + ".", StringComparison.Ordinal) ? head : line;
}
