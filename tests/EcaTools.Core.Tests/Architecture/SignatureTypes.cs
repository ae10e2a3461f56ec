using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace EcaTools.Core.Tests.Architecture;

/// <summary>The types of an assembly that a signature names, however deep.</summary>
internal sealed class SignatureTypes(MetadataReader metadata)
    : ISignatureTypeProvider<List<TypeDefinitionHandle>, object?>
{
    public List<TypeDefinitionHandle> GetTypeFromDefinition(
        MetadataReader reader,
        TypeDefinitionHandle handle,
        byte rawTypeKind
    ) => [handle];

    public List<TypeDefinitionHandle> GetGenericInstantiation(
        List<TypeDefinitionHandle> genericType,
        ImmutableArray<List<TypeDefinitionHandle>> typeArguments
    ) => [.. genericType, .. typeArguments.SelectMany(t => t)];

    public List<TypeDefinitionHandle> GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public List<TypeDefinitionHandle> GetFunctionPointerType(MethodSignature<List<TypeDefinitionHandle>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(t => t)];

    public List<TypeDefinitionHandle> GetModifiedType(
        List<TypeDefinitionHandle> modifier,
        List<TypeDefinitionHandle> unmodifiedType,
        bool isRequired
    ) => [.. modifier, .. unmodifiedType];

    public List<TypeDefinitionHandle> GetArrayType(List<TypeDefinitionHandle> elementType, ArrayShape shape) =>
        elementType;

    public List<TypeDefinitionHandle> GetByReferenceType(List<TypeDefinitionHandle> elementType) => elementType;

    public List<TypeDefinitionHandle> GetPinnedType(List<TypeDefinitionHandle> elementType) => elementType;

    public List<TypeDefinitionHandle> GetPointerType(List<TypeDefinitionHandle> elementType) => elementType;

    public List<TypeDefinitionHandle> GetSZArrayType(List<TypeDefinitionHandle> elementType) => elementType;

    public List<TypeDefinitionHandle> GetGenericMethodParameter(object? genericContext, int index) => [];

    public List<TypeDefinitionHandle> GetGenericTypeParameter(object? genericContext, int index) => [];

    public List<TypeDefinitionHandle> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public List<TypeDefinitionHandle> GetTypeFromReference(
        MetadataReader reader,
        TypeReferenceHandle handle,
        byte rawTypeKind
    ) => [];
}
