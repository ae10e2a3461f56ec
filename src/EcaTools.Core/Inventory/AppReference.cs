namespace EcaTools.Core.Inventory;

/// <summary>A metadata record that names an app: it must be pointed at the app's successor, or the app can't
/// go.</summary>
/// <param name="Type">The metadata type, such as <c>UserProvisioningConfig</c>.</param>
/// <param name="FullName">The record's full name.</param>
public sealed record AppReference(string Type, string FullName)
{
    /// <summary>The type and the full name.</summary>
    public override string ToString() => $"{Type} {FullName}";
}
