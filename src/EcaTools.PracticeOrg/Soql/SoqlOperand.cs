namespace EcaTools.PracticeOrg.Soql;

/// <summary>What stands on the left of an operator: a field of a row, or a figure of a group.</summary>
/// <param name="Name">What errors call it.</param>
/// <param name="Type">The type of its value, as in <see cref="Embedded.SObjectField"/>, or 'date'.</param>
/// <param name="Read">Its value.</param>
internal sealed record SoqlOperand<T>(string Name, string Type, Func<T, object?> Read)
{
    public bool IsId => Type is "id" or "reference";

    public bool IsTime => Type is "datetime" or "date";
}
