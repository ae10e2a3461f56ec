using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>A group of elements with a name: a metadata type, or a part of one.</summary>
internal record StructureDefinition(string Name, ImmutableArray<ElementDefinition> Elements)
{
    public ElementDefinition? Find(string name, int version)
    {
        foreach (ElementDefinition element in Elements)
        {
            if (element.Name == name && element.IsIn(version))
            {
                return element;
            }
        }

        return null;
    }
}
