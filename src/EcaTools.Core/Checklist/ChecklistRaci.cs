namespace EcaTools.Core.Checklist;

/// <summary>The part that each role has in an item: R does it, A answers for it, C is asked, I is informed.</summary>
/// <param name="Admin">The admin's part.</param>
/// <param name="Developer">The developer's part.</param>
/// <param name="Architect">The part of architect and security.</param>
public sealed record ChecklistRaci(string Admin, string Developer, string Architect)
{
    /// <summary>Who is what.</summary>
    public override string ToString() => $"Admin {Admin}, developer {Developer}, architect {Architect}";
}
