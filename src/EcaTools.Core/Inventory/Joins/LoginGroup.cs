namespace EcaTools.Core.Inventory.Joins;

/// <summary>Logins of one kind, counted by the org.</summary>
/// <param name="LoginType">Such as <c>Remote Access 2.0</c>.</param>
/// <param name="SubType">The flow as the org names it; null where it names none.</param>
/// <param name="Count">How many.</param>
/// <param name="Last">The last one (UTC).</param>
internal sealed record LoginGroup(string LoginType, string? SubType, long Count, DateTimeOffset Last)
{
    /// <summary>Whether they are logins by OAuth, of whatever flow.</summary>
    public bool IsOAuth => InventoryFacts.IsOAuth(LoginType) || InventoryFacts.Default.FlowOf(SubType) is not null;
}
