using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>What a cmdlet has read of Connected Apps: how many of how many, and what of them could not be
/// read.</summary>
/// <param name="filter">The names that are asked for.</param>
/// <param name="flows">The flows, one of which an app must use; null for all apps.</param>
internal sealed class ConnectedAppInventory(NameFilter filter, FlowFilter? flows = null)
{
    private readonly SortedDictionary<string, List<UnreadPart>> _unread = new(StringComparer.Ordinal);
    private int _found;
    private int _read;

    /// <summary>How many apps were found, those that could not be read included.</summary>
    public int Found => _found;

    /// <summary>A reader of the apps of an org that are asked for.</summary>
    public ConnectedAppOrgReader ReaderOf(EcaOrg org) => new(org, new ConnectedAppSelection(MayMatch, filter.Exact));

    /// <summary>Takes note of what was read. Gives the app if it is asked for; null for an error or another
    /// app.</summary>
    public ConnectedApp? Take(ConnectedAppFile file)
    {
        if (file.App is not { } app)
        {
            _found++;
            return null;
        }

        if (!filter.Matches(app.Name, app.Label))
        {
            return null;
        }

        _found++;
        _read++;
        foreach (
            UnreadPart part in app.NotRead.Where(part =>
                app.Origin is not ConnectedAppOrigin.Uninstalled || part.Type != "ConnectedApp"
            )
        )
        {
            // That an app which is not installed has no metadata here is not a gap in the reading.
            (_unread.TryGetValue(part.Type, out List<UnreadPart>? others) ? others : _unread[part.Type] = []).Add(part);
        }

        return flows?.Matches(app) is false ? null : app;
    }

    /// <summary>Says how much was read: a gap is a warning, since what was not looked at must not look clean.</summary>
    public void Report(string place, Action<string> warn, Action<string> verbose)
    {
        string sum = string.Create(CultureInfo.InvariantCulture, $"Read {_read:N0} of {_found:N0} apps of {place}.");
        (_read < _found ? warn : verbose)(sum);
        foreach ((string type, List<UnreadPart> parts) in _unread)
        {
            // Most gaps are the same for every app; others are of one app, whose NotRead has them.
            int reasons = parts.DistinctBy(part => part.Reason, StringComparer.Ordinal).Count();
            string others =
                reasons == 1
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $" (And {reasons - 1:N0} other reasons: see the apps' NotRead.)"
                    );
            string gap = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{type} was not read, or not completely, for {parts.Count:N0} of {_read:N0} apps. "
                        + $"{parts[0].Reason}{others} {parts[0].NextStep}"
                )
                .TrimEnd();
            (parts.TrueForAll(part => part.IsBeyondFiles) ? verbose : warn)(gap);
        }
    }

    /// <summary>Whether an app may be asked for. An app whose label is not known must be read to tell.</summary>
    private bool MayMatch(string name, string? label) => label is null || filter.Matches(name, label);
}
